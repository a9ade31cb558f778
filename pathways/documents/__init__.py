"""Papers and charts in the house style: marked, tagged, same input same bytes, one drawing for page and paper."""
