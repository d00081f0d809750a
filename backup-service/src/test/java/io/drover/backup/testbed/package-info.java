/** A real server, a real repository and attempts without the machinery around them. */
@NullMarked
package io.drover.backup.testbed;

import org.jspecify.annotations.NullMarked;
