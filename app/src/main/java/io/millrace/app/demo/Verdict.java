package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;

/**
 * How what was processed compares with what was put.
 *
 * @param put how many records were put
 * @param processed how many different records were processed
 * @param lost how many records were put and never processed
 * @param foreign how many records were processed that nobody had put, or with another word in them
 * @param duplicates how many times a record was processed again
 * @param disorder how many records were first processed after a later one of the same partition key
 * @param words the count of every word, in alphabetical order
 */
record Verdict(
        long put,
        long processed,
        long lost,
        long foreign,
        long duplicates,
        long disorder,
        ImmutableList<WordCount> words) {
    /**
     * @param word the word
     * @param put how often it was put
     * @param processed how often it was counted, repeated records left out
     */
    record WordCount(String word, long put, long processed) {}

    /** Whether every record was processed, in order, and every word was counted as often as it was put. */
    boolean isProven() {
        return lost == 0
                && foreign == 0
                && disorder == 0
                && put == processed
                && words.stream().allMatch(count -> count.put() == count.processed());
    }
}
