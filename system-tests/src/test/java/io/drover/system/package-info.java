/** The whole house under fault. */
@NullMarked
package io.drover.system;

import org.jspecify.annotations.NullMarked;
