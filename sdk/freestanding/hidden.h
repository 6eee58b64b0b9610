/* Included before everything else when compiling for ELF: all symbols, also those only declared,
 * are within the image, so their addresses need no global offset table. */
#pragma GCC visibility push(hidden)
