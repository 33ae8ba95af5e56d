/** nginx as a reverse proxy, with a configuration and a folder of its own. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './certificate.ts';
import { need, Program } from './program.ts';

export interface Nginx extends AsyncDisposable {
  readonly port: number;
  /** Where it speaks TLS, which ends here. */
  readonly securePort: number;
}

/** What nginx's documentation of WebSocket proxying recommends, and at `/impatient` a short `proxy_read_timeout`. */
export async function proxyTo(upstream: number, certificate: Certificate): Promise<Nginx> {
  const path = need('/usr/sbin/nginx', 'nginx');
  const folder = await mkdtemp(join(tmpdir(), 'wirechart-nginx-'));
  const [port, securePort] = [await freePort(), await freePort()];
  const proxy = `
      proxy_pass http://127.0.0.1:${upstream};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;`;
  const configuration = `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
worker_processes 1;
error_log stderr notice;
events { worker_connections 2048; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`).join(' ')}
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${port};
    listen 127.0.0.1:${securePort} ssl;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    location / {${proxy}
    }
    location /impatient {${proxy}
      proxy_read_timeout 1s;
    }
    location /nobody {
      proxy_pass http://127.0.0.1:${await freePort()};
    }
  }
}
`;
  await writeFile(join(folder, 'cert.pem'), certificate.cert);
  await writeFile(join(folder, 'key.pem'), certificate.key);
  await writeFile(join(folder, 'nginx.conf'), configuration);
  const program = new Program(path, ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')], 'stderr');
  // It listens by then: the sockets are opened before the first worker is started.
  await program.line(/start worker process /);
  return {
    port,
    securePort,
    [Symbol.asyncDispose]: async () => {
      await program[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** A port that was free a moment ago; nginx cannot be asked which it took. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
