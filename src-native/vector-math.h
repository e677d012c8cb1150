#pragma once

// Every operation on lanes, one function each.

#include "vector-exponential.h"
#include "vector-float.h"
#include "vector-integer.h"
#include "vector-logarithm.h"
#include "vector-power.h"
#include "vector-root.h"
#include "vector-round.h"
#include "vector-trigonometry.h"
