"""An organisation's education data: models, rules, imports, API and staff screens."""
