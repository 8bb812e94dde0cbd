/** Tells a tenant that its balance is low: billing calls the webhook, and a mail goes out. As n8n exports it. */
export const lowBalance = {
  active: true,
  nodes: [
    {
      id: 'called',
      name: 'Balance is low',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      position: [0, 0],
      webhookId: 'low-balance',
      parameters: { httpMethod: 'POST', path: 'low-balance', responseMode: 'onReceived' },
    },
    {
      id: 'mail',
      name: 'Mail the tenant',
      type: 'n8n-nodes-base.emailSend',
      typeVersion: 2.1,
      position: [220, 0],
      parameters: {
        fromEmail: 'billing@catalyst.example',
        toEmail: '={{ $json.body.contact }}',
        subject: 'Your balance is low',
        emailFormat: 'text',
        text: '=Your balance is {{ $json.body.balance }}.',
      },
    },
  ],
  connections: { 'Balance is low': { main: [[{ node: 'Mail the tenant', type: 'main', index: 0 }]] } },
};
