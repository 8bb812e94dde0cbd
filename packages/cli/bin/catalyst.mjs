#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The sources run as they are: there is no build to forget.
register();
const { main } = await import('../main.ts');
process.exitCode = await main(process.argv.slice(2));
