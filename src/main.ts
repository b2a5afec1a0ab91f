import { createConnections } from './wiring/connections.ts';
import { live } from './wiring/life.ts';

await live({ connect: createConnections });
