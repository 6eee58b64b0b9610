// States in which a card may be met: left by firmware's driver, by a crash, or by nobody in his
// right mind.
#pragma once

#include <random>
#include <string>

#include "oracle/cards.hpp"
#include "oracle/qemu.hpp"

namespace mnet::test {

// Registers with anything in them. Where the card may reach memory, half of it is addresses there.
void scribble(Qemu &qemu, const Card &card, std::mt19937 &random, bool mastering);

// As a driver leaves a card that it has not stopped: interrupts on, as messages into memory where
// the card knows these; and with whatever else its family has that we do not use: promiscuous, all
// sizes, VLAN tags off, receive and transmit rings somewhere in memory, with buffers anywhere.
void leave_switched_on(Qemu &qemu, const Card &card, std::mt19937 &random);

// Whatever in that part of memory is an address of it becomes another one, anywhere in memory: so
// do the buffers of rings that lie there.
void move_buffers(Qemu &qemu, std::uint64_t bus, std::uint64_t length, std::mt19937 &random);

// What is still switched on, though the card's owner says that it has stopped it; "" if nothing is.
// Asks the card's own registers: that nothing comes from it may be somebody else's merit.
std::string still_on(Qemu &qemu, const Card &card);

// Words of which most are addresses in memory.
void fill_with_addresses(std::span<std::uint8_t> memory, std::mt19937 &random);

}  // namespace mnet::test
