package io.millrace.app.demo;

/**
 * What Python has counted, beside what was put.
 *
 * @param processes how many child processes counted
 * @param counted how many different records they counted
 * @param missing how many records were put that none of them counted
 */
record PythonProof(int processes, long counted, long missing) {
    boolean isComplete() {
        return missing == 0;
    }
}
