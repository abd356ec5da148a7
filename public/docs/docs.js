/* global SwaggerUIBundle */
SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: '/openapi.yaml',
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  validatorUrl: null,
});
