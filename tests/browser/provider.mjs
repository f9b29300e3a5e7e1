// npm `oidc-provider` as ID-porten and HelseID in one: pushed requests, PKCE and signed clients demanded, tokens bound with its own nonce.
// node provider.mjs FOLDER PORT CLIENTS — the folder that it is installed in, and the clients as JSON.
const [folder, port, clients] = process.argv.slice(2);
const { default: Provider } = await import(`${folder}/node_modules/oidc-provider/lib/index.js`);

const issuer = `http://localhost:${port}`;
const people = JSON.parse(process.env.PEOPLE);
const provider = new Provider(issuer, {
  clients: JSON.parse(clients),
  acrValues: ['idporten-loa-high'],
  claims: { openid: ['sub', 'pid', 'hpr', 'level'], acr: null, auth_time: null, sid: null, iss: null },
  conformIdTokenClaims: false,
  findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  fetch: (where, { dispatcher: _ours, ...told }) => globalThis.fetch(where, told), // its own dials no loopback address
  pkce: { required: () => true },
  cookies: { keys: ['of a trial'] },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { who, acr } = ctx.query;
  if (who) {
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: who, acr } });
    ctx.respond = false;
    return undefined;
  }
  const ways = ['idporten-loa-high', 'idporten-loa-substantial'];
  const links = Object.keys(people).flatMap((one) => ways.map((way) => `<li><a href="?who=${one}&acr=${way}">${one} ${way}</a>`));
  ctx.type = 'html';
  ctx.body = `<!doctype html><title>Who are you?</title><ul>${links.join('')}<li><a href="?who=x&acr=y">x</a></ul>`;
  return undefined;
});
provider.on('backchannel.error', (_ctx, error) => console.log('not told:', error.message));
provider.listen(Number(port), 'localhost', () => console.log('ready'));
