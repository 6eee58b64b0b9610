/**
 * @file profiles.h
 * @brief Memory sizes to choose from, for those who do not want to compute them.
 *
 * Not part of morpheusnet.h: include it where the sizes are needed.
 */
#ifndef MORPHEUSNET_PROFILES_H
#define MORPHEUSNET_PROFILES_H

#include <morpheusnet/base.h>

/**
 * @defgroup profiles Sizing profiles
 * @ingroup foundation
 * @brief Pairs of DMA region and arena for one card.
 *
 * The DMA size is a choice; the arena follows from it (mnet_net_arena_size() tells it exactly, for
 * any other size and number of cards). What they bring is measured in the porting guide.
 * @{
 */

/** The least: one card, everything works, a download is as fast as its few buffers allow. */
#define MNET_PROFILE_TINY_DMA (256u * 1024u)
/** Arena for ::MNET_PROFILE_TINY_DMA and one card. */
#define MNET_PROFILE_TINY_ARENA (512u * 1024u)

/** What mnet_uefi_gather() takes unless told otherwise: full speed on a local network. */
#define MNET_PROFILE_DEFAULT_DMA (4u * 1024u * 1024u)
/** Arena for ::MNET_PROFILE_DEFAULT_DMA and one card. */
#define MNET_PROFILE_DEFAULT_ARENA (768u * 1024u)

/** For a long way at a high rate: buffers for 50 ms of 1 Gbit/s. */
#define MNET_PROFILE_FAST_DMA (16u * 1024u * 1024u)
/** Arena for ::MNET_PROFILE_FAST_DMA and one card. */
#define MNET_PROFILE_FAST_ARENA (1280u * 1024u)

/** @} */

#endif
