#pragma once

#include "flush-denormals.h"

namespace tandem {

/** What is set in a thread for as long as it runs instructions: made by the one that runs a plan, and by each that helps it. */
struct ThreadSettings {
  FlushDenormals flush;
};

}  // namespace tandem
