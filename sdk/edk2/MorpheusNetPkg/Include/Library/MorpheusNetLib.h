/**
 * @file MorpheusNetLib.h
 * @brief The library class: all public headers of MorpheusNet.
 */
#ifndef MORPHEUS_NET_LIB_H_
#define MORPHEUS_NET_LIB_H_

#include <morpheusnet/morpheusnet.h>

#endif
