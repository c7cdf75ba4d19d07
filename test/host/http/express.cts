import { createRequire } from 'module';
import type bodyParserModule = require('body-parser');
import type expressModule = require('express');

/**
 * Express, loaded by Node's own `require`. Started by `tsx file.cts` a program's imports go through Node 20's ESM loader,
 * whose `require` fails on the JSON files that Express's dependencies load.
 */
const load = createRequire(__filename);

export const express = load('express') as typeof expressModule;
export const bodyParser = load('body-parser') as typeof bodyParserModule;
