'use strict';
// The client of these conversations without any library: Node.js, plain protocol.
const lines = require('node:readline').createInterface({ input: process.stdin });
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n');
let unanswered = null; // the action that is acknowledged once its checkpoint is answered

function acknowledge(action) {
  say({ action: 'status', responseFor: action });
}

function checkpointThenAcknowledge(action) {
  unanswered = action;
  say({ action: 'checkpoint', sequenceNumber: null });
}

lines.on('line', (line) => {
  const message = JSON.parse(line);
  switch (message.action) {
    case 'initialize':
    case 'leaseLost':
      acknowledge(message.action);
      break;
    case 'processRecords':
      if (message.records.some((record) => Buffer.from(record.data, 'base64').toString() === 'fail')) {
        process.exit(1);
      } else if (message.records.length > 0) {
        checkpointThenAcknowledge(message.action);
      } else {
        acknowledge(message.action);
      }
      break;
    case 'shardEnded':
    case 'shutdownRequested':
      checkpointThenAcknowledge(message.action);
      break;
    case 'checkpoint':
      acknowledge(unanswered);
      break;
    default:
      throw new Error(`unknown action ${message.action}`);
  }
});
