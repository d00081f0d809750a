@NullMarked
package io.drover.service.folder;

import org.jspecify.annotations.NullMarked;
