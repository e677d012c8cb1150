#pragma once

#include "element-merge.h"

namespace tandem {

/**
 * The steps with those put together that a pattern of trees stands for, where nothing else uses what is made between them.
 * Whatever the first pattern stands for is put together before any is looked for that the second one stands for.
 * @param places, firstRegister as of `mergeSteps`
 */
std::vector<ElementStep> mergeGroups(const std::vector<ElementStep>& steps, const std::vector<PlaceExtent>& places,
                                     long firstRegister);

}  // namespace tandem
