import { readFileSync } from 'node:fs';
import { request } from 'node:https';

/*
 * A customer who opens a connection for each request, one every so many milliseconds, whatever became of the last. Prints
 * each request as a line of JSON: when it began and ended, and its status, 0 where there was no answer.
 *
 * Arguments: address, name, certificate authority, interval in ms, path
 */
const [host = '', servername = '', ca = '', interval = '', path = ''] = process.argv.slice(2);
const authority = readFileSync(ca, 'utf8');
/** Less than a second, after which TCP would try again what was lost, and hide that it was. */
const PATIENCE = 800;

function ask(): void {
  const began = performance.now();
  let told = false;
  const tell = (status: number): void => {
    if (told) return;
    told = true;
    process.stdout.write(`${JSON.stringify({ began, ended: performance.now(), status })}\n`);
  };
  const sent = request(
    {
      host,
      port: 443,
      path,
      servername,
      ca: authority,
      agent: false,
      method: 'POST',
      timeout: PATIENCE,
      headers: { host: servername, 'content-type': 'application/json' },
    },
    (response) => {
      response.resume();
      response.once('end', () => {
        tell(response.statusCode ?? 0);
      });
      response.once('error', () => {
        tell(0);
      });
    },
  );
  sent.once('timeout', () => sent.destroy());
  sent.once('error', () => {
    tell(0);
  });
  sent.end('{"to":"+4915112345678","text":"hello"}');
}

setInterval(ask, Number(interval));
