/** What users embed: a consumer, its configuration and its life. Start at {@link io.millrace.engine.KinesisConsumer}. */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
