package io.millrace.domain.aggregation;

/**
 * One record inside an aggregate, as its message stands there.
 *
 * @param partitionKey index into the table of partition keys
 * @param explicitHashKey index into that of explicit hash keys; -1 when it has none
 * @param from where in the aggregate its payload begins
 * @param size of the payload, in bytes
 */
record Packed(int partitionKey, int explicitHashKey, int from, int size) {}
