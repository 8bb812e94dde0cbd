import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { z } from 'zod';

/*
 * A service as the way in expects one: `/health/ready` says whether it wants requests, and everything else is answered
 * with who answered and what arrived. How it is: `ok`, `failing` (500 to everything), `draining` (not ready, and still
 * answers), `gone` (hangs up). `GET /control/<how>` changes it.
 *
 * Arguments: name, address, port, directory of the certificate
 */
const [name = '', address = '', port = '', tls = ''] = process.argv.slice(2);
const States = z.enum(['ok', 'failing', 'draining', 'gone']);
let state: z.output<typeof States> = 'ok';
let served = 0;

const read = (file: string): string => readFileSync(`${tls}/${file}`, 'utf8');
const server = createServer(
  { key: read('tls.key'), cert: read('tls.crt'), ca: read('ca.crt'), requestCert: true, rejectUnauthorized: true },
  (request, response) => {
    const path = request.url ?? '/';
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (path.startsWith('/control/')) {
      state = States.parse(path.slice('/control/'.length));
      send(200, { state });
    } else if (path === '/served') send(200, { served });
    else if (state === 'gone') request.socket.destroy();
    else if (state === 'failing') send(500, { name });
    else if (path === '/health/ready') send(state === 'ok' ? 200 : 503, { state });
    else {
      served += 1;
      request.resume();
      request.once('end', () => {
        send(200, { name, path, headers: request.headers });
      });
    }
  },
);
server.listen(Number(port), address, () => {
  process.stdout.write('ready\n');
});
