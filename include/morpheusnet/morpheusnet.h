/**
 * @file morpheusnet.h
 * @brief Umbrella header: everything.
 */
#ifndef MORPHEUSNET_MORPHEUSNET_H
#define MORPHEUSNET_MORPHEUSNET_H

#include <morpheusnet/base.h>
#include <morpheusnet/download.h>
#include <morpheusnet/handoff.h>
#include <morpheusnet/http.h>
#include <morpheusnet/net.h>
#include <morpheusnet/nic.h>
#include <morpheusnet/platform.h>

#endif
