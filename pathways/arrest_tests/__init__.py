"""Drug testing on arrest: offences, lawful basis, the test and its result, the required assessment."""
