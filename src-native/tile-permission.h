#pragma once

namespace tandem {

/** Whether this process may use tile registers; the system is asked once. False where the processor has none. */
bool mayUseTiles();

/** Tile registers for products of this thread, as long as it lives; nothing where they are not needed. */
class TileRegisters {
 public:
  /** @param areNeeded only where the process may use them */
  explicit TileRegisters(bool areNeeded);
  ~TileRegisters();
  TileRegisters(const TileRegisters&) = delete;
  TileRegisters& operator=(const TileRegisters&) = delete;

 private:
  bool areNeeded_;
};

}  // namespace tandem
