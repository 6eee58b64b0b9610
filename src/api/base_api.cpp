// Versions and the texts of status codes.
#include <morpheusnet/base.h>

namespace {

struct StatusText {
  mnet_status code;
  const char *name;
  const char *sentence;
};

constexpr StatusText kTexts[] = {
    {MNET_OK, "ok", "Done."},
    {MNET_PENDING, "pending", "Under way: call the step function again."},
    {MNET_END, "end", "The stream has ended: everything was read."},
    {MNET_E_INVALID, "invalid",
     "An argument is NULL, out of range or misaligned: check the call against its documentation."},
    {MNET_E_VERSION, "version",
     "A struct's size or the ABI version is unknown: rebuild against this library's headers."},
    {MNET_E_STATE, "state", "The call is not allowed in this state: check the order of calls."},
    {MNET_E_BUSY, "busy", "Already in use: shut the other one down first."},
    {MNET_E_REENTRANT, "reentrant", "A callback called back in: return from it first."},
    {MNET_E_NO_MEMORY, "no_memory",
     "The arena is too small: ask the size function, or give a smaller DMA region."},
    {MNET_E_NO_DMA, "no_dma",
     "The DMA region is too small: give at least MNET_NIC_DMA_MIN a card."},
    {MNET_E_UNSUPPORTED, "unsupported", "No driver of this library handles the device or feature."},
    {MNET_E_WOULD_BLOCK, "would_block", "A queue is full: step, then try again."},
    {MNET_E_CANCELLED, "cancelled", "Cancelled by its owner."},
    {MNET_E_NO_NIC, "no_nic",
     "No usable network card: none was found, or each failed; see its own error."},
    {MNET_E_DEVICE, "device", "The card reported values that cannot be, and was disabled."},
    {MNET_E_DMA_ALIVE, "dma_alive",
     "The card does not confirm its reset: do not reuse its DMA memory."},
    {MNET_E_DEVICE_TIMEOUT, "device_timeout", "The card did not finish its bring-up in time."},
    {MNET_E_LINK_DOWN, "link_down", "No link: check the cable or the switch port."},
    {MNET_E_DHCP_TIMEOUT, "dhcp_timeout",
     "No DHCP server gave an address: check the server, or configure a static address."},
    {MNET_E_NO_ADDRESS, "no_address", "No address is configured yet."},
    {MNET_E_DNS_TIMEOUT, "dns_timeout",
     "No DNS server answered: check the servers, or give fallback addresses."},
    {MNET_E_DNS_NOT_FOUND, "dns_not_found",
     "The name does not exist or has no IPv4 address: check its spelling."},
    {MNET_E_DNS_NO_SERVER, "dns_no_server",
     "No DNS server is known: configure one, give fallback addresses, or use an address."},
    {MNET_E_CONNECT_TIMEOUT, "connect_timeout",
     "The server does not answer: check its address, port and firewall."},
    {MNET_E_CONNECT_REFUSED, "connect_refused",
     "The server refused the connection: is the service running on that port?"},
    {MNET_E_CONNECTION_RESET, "connection_reset", "The connection broke."},
    {MNET_E_TRUNCATED, "truncated", "The server closed before everything had arrived."},
    {MNET_E_TIMEOUT, "timeout", "Nothing happened for too long."},
    {MNET_E_UNREACHABLE, "unreachable", "There is no route to the host: check the gateway."},
    {MNET_E_URL, "url", "The URL is not one this library understands: http://host[:port]/path."},
    {MNET_E_HTTP_PROTOCOL, "http_protocol", "The server's answer is not valid HTTP/1.1."},
    {MNET_E_HTTP_STATUS, "http_status", "The server answered with a status other than 200."},
    {MNET_E_HTTP_HEADER_TOO_LARGE, "http_header_too_large",
     "The answer's header section is larger than this library accepts."},
    {MNET_E_TOO_LARGE, "too_large", "The body is larger than the limit or the destination."},
    {MNET_E_SINK, "sink", "The receiver of the body reported an error."},
    {MNET_E_DIGEST_MISMATCH, "digest_mismatch",
     "The bytes are not those that the digest promises: wrong file, wrong digest or tampering."},
};

const StatusText *find(mnet_status status) {
  for (const StatusText &text : kTexts) {
    if (text.code == status) return &text;
  }
  return nullptr;
}

#define MNET_STRINGIFY(x) #x
#define MNET_VERSION_TEXT(major, minor, patch) \
  MNET_STRINGIFY(major) "." MNET_STRINGIFY(minor) "." MNET_STRINGIFY(patch)

}  // namespace

extern "C" {

MNET_API const char *mnet_status_name(mnet_status status) {
  const StatusText *text = find(status);
  return text != nullptr ? text->name : "unknown";
}

MNET_API const char *mnet_strerror(mnet_status status) {
  const StatusText *text = find(status);
  return text != nullptr ? text->sentence : "A status code that this library does not have.";
}

MNET_API uint32_t mnet_abi_version(void) { return MNET_ABI_VERSION; }

MNET_API const char *mnet_version_string(void) {
  return MNET_VERSION_TEXT(MNET_VERSION_MAJOR, MNET_VERSION_MINOR, MNET_VERSION_PATCH);
}

}  // extern "C"
