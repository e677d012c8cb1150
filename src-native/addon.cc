#include <node_api.h>

#include <atomic>

#include "plan.h"
#include "thread-pool.h"
#include "tile-permission.h"

namespace {

using tandem::Element;
using tandem::Plan;

napi_value fail(napi_env env, const char* message) {
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

/** The memory of a typed array of four-byte elements and its length; false for anything else. */
bool readArray(napi_env env, napi_value value, void** data, size_t* length) {
  bool isArray = false;
  napi_typedarray_type type;
  if (napi_is_typedarray(env, value, &isArray) != napi_ok || !isArray) return false;
  if (napi_get_typedarray_info(env, value, &type, length, data, nullptr, nullptr) != napi_ok) return false;
  return type == napi_float32_array || type == napi_int32_array;
}

/** Appends the memories of a JavaScript array of typed arrays. */
bool readArrays(napi_env env, napi_value list, std::vector<Element*>* memories) {
  uint32_t length = 0;
  if (napi_get_array_length(env, list, &length) != napi_ok) return false;
  for (uint32_t each = 0; each < length; each += 1) {
    napi_value value;
    void* data;
    size_t size;
    if (napi_get_element(env, list, each, &value) != napi_ok || !readArray(env, value, &data, &size)) return false;
    memories->push_back(static_cast<Element*>(data));
  }
  return true;
}

bool isUndefined(napi_env env, napi_value value) {
  napi_valuetype type;
  return napi_typeof(env, value, &type) == napi_ok && type == napi_undefined;
}

/** createPlan(code: Int32Array, constants: Int32Array, size: number) */
napi_value createPlan(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value given[3];
  void* code;
  void* constants;
  size_t codeLength;
  size_t constantCount;
  int64_t size;
  if (napi_get_cb_info(env, info, &count, given, nullptr, nullptr) != napi_ok || count != 3 ||
      !readArray(env, given[0], &code, &codeLength) || !readArray(env, given[1], &constants, &constantCount) ||
      napi_get_value_int64(env, given[2], &size) != napi_ok) {
    return fail(env, "createPlan takes two Int32Array and a number");
  }
  auto plan = std::make_unique<Plan>(static_cast<const int*>(code), static_cast<long>(codeLength),
                                     static_cast<const int*>(constants), static_cast<long>(constantCount), size);
  if (!plan->hasMemory()) return fail(env, "not enough memory for a plan");
  napi_value result;
  auto release = [](napi_env, void* data, void*) { delete static_cast<Plan*>(data); };
  if (napi_create_external(env, plan.get(), release, nullptr, &result) != napi_ok) return fail(env, "no external value");
  plan.release();
  return result;
}

/** runPlan(plan, fed: typed arrays, results: typed arrays, threads?: number) */
napi_value runPlan(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value given[4];
  void* plan;
  std::vector<Element*> memories;
  int32_t threads = 1;
  if (napi_get_cb_info(env, info, &count, given, nullptr, nullptr) != napi_ok || count < 3 ||
      napi_get_value_external(env, given[0], &plan) != napi_ok || !readArrays(env, given[1], &memories) ||
      !readArrays(env, given[2], &memories) ||
      (!isUndefined(env, given[3]) && napi_get_value_int32(env, given[3], &threads) != napi_ok)) {
    return fail(env, "runPlan takes a plan, two arrays of Float32Array or Int32Array, and the number of threads");
  }
  if (!static_cast<Plan*>(plan)->hasMemory()) return fail(env, "the plan has been freed");
  static_cast<Plan*>(plan)->run(memories, threads);
  return nullptr;
}

/** freePlan(plan): its memory, which the collector of garbage does not see, is given back at once. */
napi_value freePlan(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value given;
  void* plan;
  if (napi_get_cb_info(env, info, &count, &given, nullptr, nullptr) != napi_ok || count != 1 ||
      napi_get_value_external(env, given, &plan) != napi_ok) {
    return fail(env, "freePlan takes a plan");
  }
  static_cast<Plan*>(plan)->free();
  return nullptr;
}

/** Environments that have loaded the addon: the program, and each of its worker threads that uses it. */
std::atomic<int> environments{0};

/** With the last environment the addon may be unloaded, and no thread may then be in it. */
void leave(void*) {
  if (environments.fetch_sub(1) == 1) tandem::endThreads();
}

}  // namespace

NAPI_MODULE_INIT() {
  environments.fetch_add(1);
  napi_add_env_cleanup_hook(env, leave, nullptr);
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {{"createPlan", createPlan}, {"runPlan", runPlan}, {"freePlan", freePlan}};
  for (const auto& each : functions) {
    napi_value function;
    napi_create_function(env, each.name, NAPI_AUTO_LENGTH, each.function, nullptr, &function);
    napi_set_named_property(env, exports, each.name, function);
  }
  napi_value usesTiles;
  napi_get_boolean(env, tandem::mayUseTiles(), &usesTiles);
  napi_set_named_property(env, exports, "usesTiles", usesTiles);
  return exports;
}
