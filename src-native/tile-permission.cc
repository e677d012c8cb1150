#include "tile-permission.h"

#if defined(__AMX_BF16__)
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#endif

namespace tandem {

#if defined(__AMX_BF16__)

namespace {

/** What the processor reads to make its tile registers ready: all eight have 16 rows of 64 bytes. */
struct alignas(64) Configuration {
  std::uint8_t palette;
  std::uint8_t startRow;
  std::uint8_t reserved[14];
  std::uint16_t rowBytes[16];
  std::uint8_t rows[16];
};

constexpr Configuration configuration{1, 0, {}, {64, 64, 64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16, 16, 16}};

/** Linux keeps the tiles of a thread when it interrupts it only for a process that has asked for them. */
bool askSystem() {
  constexpr long requestPermission = 0x1023;
  constexpr long tileData = 18;
  return syscall(SYS_arch_prctl, requestPermission, tileData) == 0;
}

}  // namespace

bool mayUseTiles() {
  static const bool granted = askSystem();
  return granted;
}

TileRegisters::TileRegisters(bool areNeeded) : areNeeded_(areNeeded) {
  if (areNeeded_) _tile_loadconfig(&configuration);
}

TileRegisters::~TileRegisters() {
  if (areNeeded_) _tile_release();
}

#else

bool mayUseTiles() { return false; }

TileRegisters::TileRegisters(bool areNeeded) : areNeeded_(areNeeded) {}

TileRegisters::~TileRegisters() = default;

#endif

}  // namespace tandem
