/**
 * @file morpheusnet.h
 * @brief Umbrella header: everything.
 */
#ifndef MORPHEUSNET_MORPHEUSNET_H
#define MORPHEUSNET_MORPHEUSNET_H

#include <morpheusnet/base.h>
#include <morpheusnet/dns.h>
#include <morpheusnet/download.h>
#include <morpheusnet/handoff.h>
#include <morpheusnet/http.h>
#include <morpheusnet/net.h>
#include <morpheusnet/nic.h>
#include <morpheusnet/nic_operations.h>
#include <morpheusnet/pcap.h>
#include <morpheusnet/ping.h>
#include <morpheusnet/platform.h>
#include <morpheusnet/tcp.h>
#include <morpheusnet/udp.h>

#endif
