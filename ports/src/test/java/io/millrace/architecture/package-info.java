/** The rules of the house, as tests: which module may know which, what a decision may touch, how sources are kept. */
@NullMarked
package io.millrace.architecture;

import org.jspecify.annotations.NullMarked;
