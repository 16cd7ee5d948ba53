'use strict';
// Counts words under KCL's client for Node.js, as it is. A record is a word and a number, "cat 7". All that happens is
// appended to the file `journal`, in one write a call, before it is acknowledged: MILLIS PID SHARD EVENT TEXT.
const fs = require('fs');
const kcl = require('aws-kcl');

const onlyWhenAsked = process.env.WORD_COUNT_CHECKPOINTS === 'when-asked';
const counts = {};
let shard = '';

function journal(event, ...texts) {
  fs.appendFileSync('journal', texts.map((text) => `${Date.now()} ${process.pid} ${shard} ${event} ${text}\n`).join(''));
}

function checkpoint(checkpointer, sequenceNumber, done) {
  checkpointer.checkpoint(sequenceNumber, (error) => {
    journal(error ? 'refused' : 'checkpoint', error || sequenceNumber || 'all');
    done();
  });
}

function count(record) {
  const text = Buffer.from(record.data, 'base64').toString('utf8');
  const word = text.split(' ')[0];
  counts[word] = (counts[word] || 0) + 1;
  return text;
}

kcl({
  initialize(input, done) {
    shard = input.shardId;
    journal('initialize', input.sequenceNumber);
    done();
  },
  processRecords(input, done) {
    journal('record', ...input.records.map(count));
    if (onlyWhenAsked) {
      done();
    } else {
      checkpoint(input.checkpointer, input.records[input.records.length - 1].sequenceNumber, done);
    }
  },
  leaseLost(input, done) {
    journal('leaseLost', JSON.stringify(counts));
    done();
  },
  shardEnded(input, done) {
    journal('shardEnded', JSON.stringify(counts));
    checkpoint(input.checkpointer, undefined, done);
  },
  shutdownRequested(input, done) {
    journal('shutdownRequested', JSON.stringify(counts));
    checkpoint(input.checkpointer, undefined, done);
  },
}).run();
