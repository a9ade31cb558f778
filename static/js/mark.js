// Says, before anything below is drawn, that script runs: the GOV.UK styles then hide what script will reveal.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
