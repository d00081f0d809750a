/** What would run, what a reviewer finds about it, and the digest that binds a request to it. */
@NullMarked
package io.drover.migration.plan;

import org.jspecify.annotations.NullMarked;
