// An OpenID provider written by others (npm oidc-provider), set up for CIBA in poll mode.
// Usage: node provider.mjs SECRET ; prints its port. Identifiers that begin with "refus" refuse, with "muet" never answer.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const here = createRequire(process.cwd() + '/');
const library = await import(pathToFileURL(here.resolve('oidc-provider')).href);
const { default: Provider, errors } = library;

const holders = { '899900063480': { family_name: 'LIBRE', given_name: 'MAX' } };
const known = (id) => id in holders || id.startsWith('refus') || id.startsWith('muet');

const server = await new Promise((resolve) => {
  import('node:http').then(({ createServer }) => {
    const waiting = createServer();
    waiting.listen(0, '127.0.0.1', () => resolve(waiting));
  });
});
const { port } = server.address();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'cabinet',
    client_secret: process.argv[2],
    grant_types: ['urn:openid:params:grant-type:ciba', 'refresh_token'],
    redirect_uris: [],
    response_types: [],
    backchannel_token_delivery_mode: 'poll',
  }],
  scopes: ['openid', 'offline_access', 'scope_all'],
  claims: { openid: ['sub'], scope_all: ['family_name', 'given_name', 'SubjectNameID'] },
  acrValues: ['eidas1'],
  extraClientMetadata: { properties: [] },
  issueRefreshToken: async () => true,
  findAccount: (_ctx, id) => known(id)
    ? { accountId: id, claims: async () => ({ sub: id, SubjectNameID: id, ...holders[id] }) }
    : undefined,
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: async (_ctx, hint) => hint,
      validateBindingMessage: async (_ctx, message) => {
        if (!/^\d\d$/.test(message ?? '')) throw new errors.InvalidBindingMessage();
      },
      validateRequestContext: async () => {},
      verifyUserCode: async () => {},
      triggerAuthenticationDevice: async (_ctx, request, account, client) => {
        if (account.accountId.startsWith('muet')) return;
        setTimeout(async () => {
          if (account.accountId.startsWith('refus')) {
            await provider.backchannelResult(request, new errors.AccessDenied('refus'));
            return;
          }
          const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
          grant.addOIDCScope('openid scope_all');
          await grant.save();
          await provider.backchannelResult(request, grant, { acr: 'eidas1' });
        }, 300);
      },
    },
  },
});
server.on('request', provider.callback());
console.log(port);
process.stdin.on('end', () => process.exit(0)).resume();
