'use strict';
// Counts words under KCL 1's client for Node.js, as it is, and checkpoints only where it is told to stop. What happens is
// appended to the file `journal`: MILLIS PID SHARD EVENT TEXT.
const fs = require('fs');
const kcl = require('aws-kcl-1');

let shard = '';

function journal(event, texts) {
  fs.appendFileSync('journal', texts.map((text) => `${Date.now()} ${process.pid} ${shard} ${event} ${text}\n`).join(''));
}

kcl({
  initialize(input, done) {
    shard = input.shardId;
    journal('initialize', [input.sequenceNumber]);
    done();
  },
  processRecords(input, done) {
    journal('record', input.records.map((record) => Buffer.from(record.data, 'base64').toString('utf8')));
    done();
  },
  shutdownRequested(input, done) {
    journal('shutdownRequested', ['']);
    input.checkpointer.checkpoint((error) => {
      journal('checkpoint', [error || 'all']);
      done();
    });
  },
  shutdown(input, done) {
    journal('shutdown', [input.reason]);
    if (input.reason !== 'TERMINATE') {
      done();
      return;
    }
    input.checkpointer.checkpoint((error) => {
      journal('checkpoint', [error || 'all']);
      done();
    });
  },
}).run();
