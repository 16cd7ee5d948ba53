/**
 * The demonstration: a fleet over an in-memory stream that loses a worker, reshards, grows and shrinks while somebody
 * counts. {@link io.millrace.app.demo.Script} says what happens when, {@link io.millrace.app.demo.Scoreboard} knows the
 * truth, {@link io.millrace.app.demo.Screen} draws it.
 */
@NullMarked
package io.millrace.app.demo;

import org.jspecify.annotations.NullMarked;
