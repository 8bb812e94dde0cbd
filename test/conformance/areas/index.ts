import type { Area } from '../verdict.ts';
import { backup } from './backup.ts';
import { hybrid, vpcs } from './cloud.ts';
import { aws, onPremise, unitCost } from './cost.ts';
import { dev } from './dev.ts';
import { dragonfly } from './dragonfly.ts';
import { edge } from './edge.ts';
import { elasticsearch } from './elasticsearch.ts';
import { enterprise } from './enterprise.ts';
import { general } from './general.ts';
import { hostNetworking } from './host-networking.ts';
import { ingress } from './ingress.ts';
import { kafka } from './kafka.ts';
import { logs } from './logs.ts';
import { fabric } from './network.ts';
import { alerting, grafana, prometheus } from './observability.ts';
import { deployment, objectives, scaling, testing } from './operations.ts';
import { postgres } from './postgres.ts';
import { production } from './production.ts';
import { security } from './security.ts';
import { services } from './services.ts';
import { timescale } from './timescale.ts';

/** Every area of docs/requirements.json, in its order. A new row is a line in the file of its area. */
export const areas: readonly Area[] = [
  general,
  dev,
  production,
  enterprise,
  kafka,
  postgres,
  timescale,
  dragonfly,
  elasticsearch,
  logs,
  prometheus,
  grafana,
  alerting,
  fabric,
  edge,
  security,
  hostNetworking,
  ingress,
  vpcs,
  hybrid,
  backup,
  services,
  onPremise,
  unitCost,
  aws,
  deployment,
  testing,
  scaling,
  objectives,
];
