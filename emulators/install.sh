#!/bin/sh
# Installs what package-lock.json names into node_modules, if that is not there already.
set -eu
cd "$(dirname "$0")"
installed=node_modules/.installed-lock.json
if cmp -s package-lock.json "$installed"; then
    exit 0
fi
if ! command -v npm >/dev/null; then
    echo "npm is missing. The tests of the AWS adapters run against kinesis-local, which needs Node.js 18 or later with npm." >&2
    exit 1
fi
npm ci --loglevel=error
cp package-lock.json "$installed"
