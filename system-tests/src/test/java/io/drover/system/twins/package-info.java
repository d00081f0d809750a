/** Guards broken on purpose, to see that the checker notices. */
@NullMarked
package io.drover.system.twins;

import org.jspecify.annotations.NullMarked;
