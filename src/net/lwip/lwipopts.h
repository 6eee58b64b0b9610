/* lwIP 2.2.1's configuration. What is not named here keeps lwIP's default. */
#ifndef MNET_LWIPOPTS_H
#define MNET_LWIPOPTS_H

/* One caller, no operating system. */
#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN         0
#define LWIP_SOCKET          0
#define LWIP_TIMERS          1
#define LWIP_TIMERS_CUSTOM   1 /* timers.cpp */

/* Memory: every pool and every packet comes from the caller's arena (heap.cpp); no static pools. */
#define MEM_ALIGNMENT            16
#define MEMP_MEM_MALLOC          1
#define MEM_CUSTOM_ALLOCATOR     1
#define MEM_CUSTOM_MALLOC        mnet_lwip_allocate
#define MEM_CUSTOM_CALLOC        mnet_lwip_allocate_zeroed
#define MEM_CUSTOM_FREE          mnet_lwip_free
#define LWIP_SUPPORT_CUSTOM_PBUF 1

/* Protocols. */
#define LWIP_IPV4                     1
#define LWIP_IPV6                     0
#define LWIP_ARP                      1
#define ETHARP_SUPPORT_STATIC_ENTRIES 0
#define ARP_QUEUEING                  1
#define ARP_QUEUE_LEN                 8 /* packets a host; then the oldest is dropped */
#define LWIP_ICMP                     1
#define LWIP_RAW                      1 /* ping.cpp */
#define LWIP_UDP                      1
#define LWIP_TCP                      1
#define LWIP_DHCP                     1
#define LWIP_DNS                      1
#define IP_FORWARD                    0
#define IP_FRAG                       0
#define IP_REASSEMBLY                 1
#define IP_REASS_MAX_PBUFS            16

/* DHCP: no probing of the offered address, which costs seconds (RFC 5227 says SHOULD). */
#define LWIP_DHCP_DOES_ACD_CHECK  0
#define LWIP_DHCP_MAX_DNS_SERVERS 2
#define LWIP_NETIF_HOSTNAME       1

/* DNS: two tries a server, one second apart, so that the second server is asked within the default
 * resolve deadline of 5 s. Servers: the configuration's and the lease's. */
#define DNS_MAX_SERVERS     4
#define DNS_MAX_RETRIES     2
#define DNS_TABLE_SIZE      4
#define DNS_MAX_NAME_LENGTH 256

/* TCP. The window is set at run time from the memory given; init.c wants a constant in #if, and
 * checks only that it fits the scale. */
#define TCP_MSS        1460
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE  8
#ifdef MNET_LWIP_CONSTANT_WINDOW
#define TCP_WND (64 * TCP_MSS)
#else
#define TCP_WND mnet_lwip_tcp_window
#endif
#define TCP_WND_UPDATE_THRESHOLD   LWIP_MIN(TCP_WND / 4, 65536) /* tcp.cpp decides when to tell */
#define TCP_SND_BUF                (8 * TCP_MSS)
#define TCP_QUEUE_OOSEQ            1
#define TCP_OOSEQ_MAX_PBUFS        1
#define TCP_OOSEQ_PBUFS_LIMIT(pcb) mnet_lwip_out_of_order_max
#define LWIP_TCP_SACK_OUT          1
#define LWIP_TCP_MAX_SACK_NUM      4
#define LWIP_TCP_RTO_TIME          1000 /* RFC 6298, 2.1 */
#define TCP_SYNMAXRTX              6
#define TCP_LISTEN_BACKLOG         0
/* Unpredictable initial sequence numbers (RFC 6528's aim; a client never reuses a 4-tuple soon). */
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) mnet_lwip_random()
/* Segments that lwIP would take for more than the window. */
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p) \
  mnet_lwip_check_segment(pcb, hdr, p)

/* Checksums are decided per netif, for cards that verify them. */
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define LWIP_CHECKSUM_ON_COPY        0

#define LWIP_STATS                     0
#define LWIP_DEBUG_TIMERNAMES          0
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1

#endif
