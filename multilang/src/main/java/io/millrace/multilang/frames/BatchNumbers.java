package io.millrace.multilang.frames;

/**
 * What a child is told about a batch beside its records.
 *
 * @param batch 1 for the first of a channel, one more for each further one
 * @param attempt 1 the first time these records are handed over, one more at each retry
 * @param generation grows after a failed batch; what was sent ahead under an older one is void
 * @param millisBehindLatest -1 when not known
 */
public record BatchNumbers(long batch, int attempt, int generation, long millisBehindLatest) {}
