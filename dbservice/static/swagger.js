// Shows the API description; a token entered under "Authorize" is kept in this browser.
const swagger = document.getElementById("swagger");

window.SwaggerUIBundle({
  url: swagger.dataset.description,
  domNode: swagger,
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
