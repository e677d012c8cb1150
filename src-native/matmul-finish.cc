#include "matmul-finish.h"

namespace tandem {
namespace {

template <FinishKind kind>
void finishEach(const Finish& finish, float* c, long cStride, long rows, long columns) {
  for (long row = 0; row < rows; row += 1) {
    float* const to = c + row * cStride;
    const float* const operand = finish.operand + row * finish.stride;
    for (long column = 0; column < columns; column += laneCount) {
      const long count = columns - column;
      const Floats value = loadUpTo<Floats>(to + column, count);
      storeUpTo(to + column, finished<kind>(value, loadUpTo<Floats>(operand + column, count)), count);
    }
  }
}

}  // namespace

void finishRows(const Finish& finish, float* c, long cStride, long rows, long columns) {
  switch (finish.kind) {
    case FinishKind::none: return;
    case FinishKind::biasedRelu: return finishEach<FinishKind::biasedRelu>(finish, c, cStride, rows, columns);
    case FinishKind::reluGradient: return finishEach<FinishKind::reluGradient>(finish, c, cStride, rows, columns);
  }
}

}  // namespace tandem
