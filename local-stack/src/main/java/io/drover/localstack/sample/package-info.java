/** The sample database: an outdoor shop with most kinds of object that PostgreSQL can dump. */
@NullMarked
package io.drover.localstack.sample;

import org.jspecify.annotations.NullMarked;
