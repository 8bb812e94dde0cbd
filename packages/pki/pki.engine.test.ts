import { X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RETIRED } from '@catalyst/model';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { Machines } from './testing/machines.ts';
import { platformOf, profile } from './testing/site.ts';

const engines = ['cfssl', 'multirootca', 'openssl'].map(engine);
const BROKER = 'dc1/kafka-1';
const OTHER = 'dc1/kafka-2';
const CA = 'dc1/control-1';
const CONTROLLER_TLS = '/etc/kafka/tls';

describe.runIf(engines.every(({ present }) => present) && process.getuid?.() === 0)(
  'A host and its authority (cfssl)',
  () => {
    let machines: Machines;
    beforeEach(async () => {
      machines = await Machines.of(platformOf(profile()), mkdtempSync(join(inject('scratch'), 'pki-')));
      machines.install(CA);
      machines.install(BROKER);
      expect(machines.certificate(CA, 'renew')).toMatchObject({ status: 0 });
      await machines.serve(CA);
    });
    afterEach(() => machines.stop());

    const certificateOf = (id: string, path = `${CONTROLLER_TLS}/tls.crt`): X509Certificate =>
      new X509Certificate(machines.read(id, path));
    /** Certificates begin five minutes before the full minute in which they are signed. @source cfssl: signing/local, backdate */
    const shortLived = (seconds: number) => (content: string) => content.replaceAll('"2160h"', `"${String(seconds)}s"`);
    const restart = async (life: number): Promise<void> => {
      machines.install(CA, undefined, shortLived(life));
      await machines.serve(CA);
    };

    it('agree on a certificate, whose key the host has made, and which its software is told of once', () => {
      expect(machines.certificate(BROKER, 'renew')).toEqual({
        status: 0,
        output: `${machines.at(BROKER, CONTROLLER_TLS)}: new certificate\n`,
      });
      const own = certificateOf(BROKER);
      expect(own.subject).toBe('CN=kafka-1.dc1.catalyst.internal');
      expect(own.subjectAltName).toBe('DNS:kafka-1.dc1.catalyst.internal');
      const chain = machines.read(BROKER, `${CONTROLLER_TLS}/tls.crt`);
      expect(machines.read(BROKER, `${CONTROLLER_TLS}/tls.pem`)).toBe(
        machines.read(BROKER, `${CONTROLLER_TLS}/tls.key`) + chain,
      );
      // Kafka's own authority, by way of its intermediate.
      expect(chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
      expect(own.issuer).toBe('CN=kafka 1');
      expect(machines.told(BROKER)).toEqual(['try-restart kafka.service']);
      expect(machines.read(BROKER, '/var/lib/prometheus/node-exporter/catalyst-certificates.prom')).toMatch(
        /^catalyst_certificate_not_after_seconds\{directory=".*\/etc\/kafka\/tls"\} \d{10}\n/,
      );
      expect(machines.certificate(BROKER, 'check')).toEqual({ status: 0, output: '' });

      expect(machines.certificate(BROKER, 'renew')).toEqual({ status: 0, output: '' });
      expect(certificateOf(BROKER).serialNumber).toBe(own.serialNumber);
      expect(machines.told(BROKER)).toEqual([]);
    });

    it('renew it at two thirds of its life with a new key, and the gate is shut where that does not happen', async () => {
      // 370 s of which about 300 are over.
      await restart(370);
      machines.certificate(BROKER, 'renew');
      const first = machines.read(BROKER, `${CONTROLLER_TLS}/tls.pem`);
      machines.told(BROKER);
      machines.certificate(BROKER, 'renew');
      expect(machines.read(BROKER, `${CONTROLLER_TLS}/tls.pem`)).not.toBe(first);
      expect(machines.told(BROKER)).toEqual(['try-restart kafka.service']);

      await machines.stop();
      const check = machines.certificate(BROKER, 'check');
      expect(check.status).toBe(1);
      expect(check.output).toMatch(/kafka\/tls: \d+% of its life are left, and it is renewed with a third/);
      // Without an authority it goes on with what it has, and says so.
      const kept = machines.read(BROKER, `${CONTROLLER_TLS}/tls.pem`);
      expect(machines.certificate(BROKER, 'renew').output).toContain('does not answer');
      expect(machines.read(BROKER, `${CONTROLLER_TLS}/tls.pem`)).toBe(kept);
    });

    it('get nowhere with a wrong token', () => {
      machines.changed.set('dc1/pki/hosts/kafka-1', 'guessed');
      machines.install(BROKER);
      const run = machines.certificate(BROKER, 'renew');
      expect(run.status).toBe(1);
      expect(run.output).toContain('the authority refuses');
      expect(machines.has(BROKER, `${CONTROLLER_TLS}/tls.pem`)).toBe(false);
    });

    it('get nowhere with the token of a host that is gone', async () => {
      const gone = profile();
      const dc1 = gone.sites['dc1'];
      if (dc1?.substrate !== 'datacenter') throw new Error('no datacenter');
      const kafka = dc1.servers['kafka'];
      if (kafka === undefined) throw new Error('no brokers');
      const servers = { ...dc1.servers, kafka: { ...kafka, racks: [RETIRED, 'r02', 'r03', 'r01'] } };
      machines.install(CA, platformOf({ ...gone, sites: { dc1: { ...dc1, servers } } }));
      await machines.serve(CA);
      const run = machines.certificate(BROKER, 'renew');
      expect(run.status).toBe(1);
      expect(run.output).toContain('the authority refuses');
    });

    it('get no certificate for the name of another host', () => {
      const path = machines.at(BROKER, '/etc/catalyst/certificates.json');
      const settings = machines.read(BROKER, '/etc/catalyst/certificates.json');
      writeFileSync(path, settings.replaceAll('kafka-1.dc1', 'kafka-2.dc1'));
      const run = machines.certificate(BROKER, 'renew');
      expect(run.status).toBe(1);
      expect(run.output).toContain('the authority refuses');
    });

    it('refuse a host that calls itself another, since each has a token of its own', () => {
      machines.install(OTHER);
      const settings = machines.read(BROKER, '/etc/catalyst/certificates.json');
      const another = settings.replaceAll('kafka-1', 'kafka-2');
      writeFileSync(
        machines.at(BROKER, '/etc/catalyst/certificates.json'),
        another.replaceAll('dc1-kafka-2', 'dc1-kafka-1'),
      );
      const run = machines.certificate(BROKER, 'renew');
      expect(run.status).toBe(1);
      expect(run.output).toContain('the authority refuses');
    });

    it('trust nobody else: an authority that the host does not know is not asked', () => {
      const other = machines.read(BROKER, `${CONTROLLER_TLS}/ca.crt`);
      writeFileSync(machines.at(BROKER, '/etc/catalyst/pki/ca.crt'), other);
      const run = machines.certificate(BROKER, 'renew');
      expect(run.status).toBe(1);
      expect(run.output).toContain('CERTIFICATE_VERIFY_FAILED');
    });
  },
);
