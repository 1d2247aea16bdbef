static APART void loop_0(Task *task, long from, long to, const int32_t *restrict v_tokens_all, int32_t *restrict t3_all, const float *restrict v_embedding_all, float *restrict t3_2_all) {
  for (long r = from; r < to; r++) {
    const int32_t t3 = row_within(task, v_tokens_all[r], 7);
    t3_all[r] = t3;
    INDEPENDENT for (long c = 0; c < 16; c++) {
      const float t3_2 = v_embedding_all[(long)t3 * 16 + c];
      t3_2_all[r * 16 + c] = t3_2;
    }
  }
}

TILE(tile_16_1, 16, 1)
static APART void loop_2(Task *task, long from, long to, const float *restrict t4_all, const int32_t *restrict v_tokens_all, float *restrict t9_all, const float t11, float *restrict t22_all, float *restrict t30_parts_all) {
  const long size_batch = task->sizes[0];
  const long height = chunk_height(size_batch);
  for (long start = from, end; start < to; start = end) {
    const long chunk = start / height;
    end = (chunk + 1) * height < to ? (chunk + 1) * height : to;
    float t30_sum[5] ALIGNED;
    if (start == chunk * height) {
      memset(t30_sum, 0, sizeof t30_sum);
    } else {
      memcpy(t30_sum, t30_parts_all + chunk * 5, sizeof t30_sum);
    }
    for (long r = start; r < end; r++) {
      float t5_row[5] ALIGNED;
      float t6_3_row[5] ALIGNED;
      float t6_2_row[5] ALIGNED;
      float t7_row[5] ALIGNED;
      float t8_row[5] ALIGNED;
      float t15_row[5] ALIGNED;
      float t21_row[5] ALIGNED;
      const float *t4_from_0 = t4_all + (r - from) * 5;
      const int32_t v_tokens_number_1 = v_tokens_all[r];
      INDEPENDENT for (long c = 0; c < 5; c++) {
        const float t5 = t4_from_0[c] < 0 ? 0 : t4_from_0[c];
        t5_row[c] = t5;
        const float t7 = c == v_tokens_number_1 ? 1.f : 0.f;
        t7_row[c] = t7;
        const float t15 = t11 * t7;
        t15_row[c] = t15;
        const float t21 = t5 > 0.f ? 1.f : 0.f;
        t21_row[c] = t21;
      }
      const float t6 = row_max_float(t5_row, 5);
      const float t17 = row_sum_float(t15_row, 5);
      INDEPENDENT for (long c = 0; c < 5; c++) {
        const float t6_2 = t5_row[c] - t6;
        t6_2_row[c] = t6_2;
        const float t6_3 = exp_float(t6_2);
        t6_3_row[c] = t6_3;
      }
      const float t6_4 = row_sum_float(t6_3_row, 5);
      const float t6_5 = log_float(t6_4);
      INDEPENDENT for (long c = 0; c < 5; c++) {
        const float t6_6 = t6_2_row[c] - t6_5;
        const float t8 = t6_6 * t7_row[c];
        t8_row[c] = t8;
        const float t16 = exp_float(t6_6);
        const float t18 = t16 * t17;
        const float t19 = t15_row[c] - t18;
        const float t22 = t19 * t21_row[c];
        t22_all[r * 5 + c] = t22;
        t30_sum[c] += t22;
      }
      const float t9 = row_sum_float(t8_row, 5);
      t9_all[r] = t9;
    }
    memcpy(t30_parts_all + chunk * 5, t30_sum, sizeof t30_sum);
  }
}

TILE(tile_5_1, 5, 1)
TILE(tile_1_16, 1, 16)
static APART void reduce_t33(Task *task, long first, long last, float *restrict to, const float *restrict from) {
  const long size_batch = task->sizes[0];
  for (long r = first; r < last; r++)
    to[r] = row_sum_float(from + 0, size_batch);
}

static APART void loop_6(Task *task, long from, long to, const float *restrict t24_all, const float *restrict t24_2_all, const float *restrict v_rate_all, const float *restrict v_embedding_all, float *restrict v_embedding_next_all) {
  const float v_rate_number_2 = v_rate_all[0];
  for (long r = from; r < to; r++) {
    const float *t24_from_0 = t24_all + r * 16;
    const float *t24_2_from_1 = t24_2_all + r * 16;
    const float *v_embedding_from_3 = v_embedding_all + r * 16;
    INDEPENDENT for (long c = 0; c < 16; c++) {
      const float t24_3 = t24_from_0[c] + t24_2_from_1[c];
      const float t25 = v_rate_number_2 * t24_3;
      const float t26 = v_embedding_from_3[c] - t25;
      const float v_embedding_next = same_nan(t26);
      v_embedding_next_all[r * 16 + c] = v_embedding_next;
    }
  }
}

static APART void loop_7(Task *task, long from, long to, const float *restrict t27_all, const float *restrict t27_2_all, const float *restrict v_rate_all, const float *restrict v_hidden_all, float *restrict v_hidden_next_all) {
  const float v_rate_number_2 = v_rate_all[0];
  for (long r = from; r < to; r++) {
    const float *t27_from_0 = t27_all + r * 5;
    const float *t27_2_from_1 = t27_2_all + r * 5;
    const float *v_hidden_from_3 = v_hidden_all + r * 5;
    INDEPENDENT for (long c = 0; c < 5; c++) {
      const float t27_3 = t27_from_0[c] + t27_2_from_1[c];
      const float t28 = v_rate_number_2 * t27_3;
      const float t29 = v_hidden_from_3[c] - t28;
      const float v_hidden_next = same_nan(t29);
      v_hidden_next_all[r * 5 + c] = v_hidden_next;
    }
  }
}

static APART void loop_8(Task *task, long from, long to, const float *restrict v_rate_all, const float *restrict t30_all, const float *restrict v_bias_all, float *restrict v_bias_next_all) {
  const float v_rate_number_0 = v_rate_all[0];
  INDEPENDENT for (long r = from; r < to; r++) {
    const float t31 = v_rate_number_0 * t30_all[r];
    const float t32 = v_bias_all[r] - t31;
    const float v_bias_next = same_nan(t32);
    v_bias_next_all[r] = v_bias_next;
  }
}

static void program_step(Task *task, int thread, long step) {
  const long size_batch = task->sizes[0];
  const float *const v_rate_all = (const float *)task->inputs[0];
  const int32_t *const v_tokens_all = (const int32_t *)task->inputs[1] + step * size_batch;
  const float *const v_embedding_all = (const float *)(step & 1 ? task->next[2] : task->inputs[2]);
  const float *const v_hidden_all = (const float *)(step & 1 ? task->next[3] : task->inputs[3]);
  const float *const v_bias_all = (const float *)(step & 1 ? task->next[4] : task->inputs[4]);
  float *const v_embedding_next_all = (float *)(step & 1 ? task->inputs[2] : task->next[2]);
  float *const v_hidden_next_all = (float *)(step & 1 ? task->inputs[3] : task->next[3]);
  float *const v_bias_next_all = (float *)(step & 1 ? task->inputs[4] : task->next[4]);
  float *const v_loss_all = (float *)task->outputs[3] + step * 1;
  char *const own = task->scratch + thread * task->scratch_bytes;
  float *const t4_packed_all = (float *)(task->memory + task->offsets[0]);
  float *const t23_all = (float *)(task->memory + task->offsets[1]);
  float *const t23_packed_all = (float *)(task->memory + task->offsets[2]);
  int32_t *const t3_all = (int32_t *)(task->memory + task->offsets[3]);
  float *const t3_2_all = (float *)(task->memory + task->offsets[4]);
  float *const t9_all = (float *)(task->memory + task->offsets[5]);
  float *const t22_all = (float *)(task->memory + task->offsets[6]);
  float *const t30_all = (float *)(task->memory + task->offsets[7]);
  float *const t30_parts_all = (float *)(task->memory + task->offsets[8]);
  float *const t24_all = (float *)(task->memory + task->offsets[9]);
  float *const t24_2_all = (float *)(task->memory + task->offsets[10]);
  float *const t27_all = (float *)(task->memory + task->offsets[11]);
  float *const t27_2_all = (float *)(task->memory + task->offsets[12]);
  float *const t33_all = (float *)(task->memory + task->offsets[13]);
  float *const t4_all = (float *)(own + task->offsets[14]);
  const float t2 = -1.f;
  const float t10 = (float)(size_batch);
  const float t11 = t2 / t10;
  pack_shared(task, thread, 16, 5, (Matrix){v_hidden_all, 5, 1}, t4_packed_all);
  pack_shared(task, thread, 5, 16, (Matrix){v_hidden_all, 1, 5}, t23_packed_all);
  wait_for_all(task);
  for (long first = CHUNK_FROM(size_batch), end = CHUNK_TO(size_batch), last; first < end; first = last) {
    last = first + 144 < end ? first + 144 : end;
    loop_0(task, first, last, v_tokens_all, t3_all, v_embedding_all, t3_2_all);
    product_rows(own, tile_16_1, (last - first), 5, 16, (Matrix){t3_2_all + first * 16, 16, 1}, t4_packed_all, t4_all, (Matrix){v_bias_all, 0, 1});
    loop_2(task, first, last, t4_all, v_tokens_all, t9_all, t11, t22_all, t30_parts_all);
    product_rows(own, tile_5_1, (last - first), 16, 5, (Matrix){t22_all + first * 5, 5, 1}, t23_packed_all, t23_all + first * 16, (Matrix){0});
  }
  wait_for_all(task);
  {
    const Part part = half_of(task, thread, size_batch, 0);
    scatter_begin(part, t24_all, 7, 16);
    for (long first = part.from, last; first < part.to; first = last) {
      last = first + SCATTER_BLOCK < part.to ? first + SCATTER_BLOCK : part.to;
      scatter_rows(part, first, last, t24_all, t23_all + 0, 16, t3_all + 0, 1, 16);
    }
  }
  {
    const Part part = half_of(task, thread, size_batch, 1);
    scatter_begin(part, t24_2_all, 7, 16);
    for (long first = part.from, last; first < part.to; first = last) {
      last = first + SCATTER_BLOCK < part.to ? first + SCATTER_BLOCK : part.to;
      scatter_rows(part, first, last, t24_2_all, t23_all + 0, 16, t3_all + 0, 1, 16);
    }
  }
  product(task, thread, half_of(task, thread, size_batch, 0), tile_1_16, 16, 5, (Matrix){t3_2_all, 1, 16}, (Matrix){t22_all, 5, 1}, t27_all, (Matrix){0});
  product(task, thread, half_of(task, thread, size_batch, 1), tile_1_16, 16, 5, (Matrix){t3_2_all, 1, 16}, (Matrix){t22_all, 5, 1}, t27_2_all, (Matrix){0});
  for (long c = FROM(5), chunks = chunks_of(size_batch); c < TO(5); c++) {
    float sum = 0;
    for (long chunk = 0; chunk < chunks; chunk++) sum += t30_parts_all[chunk * 5 + c];
    t30_all[c] = sum;
  }
  reduce_t33(task, FROM(1), TO(1), t33_all, t9_all);
  wait_for_all(task);
  const float t34 = t33_all[0] / t10;
  const float t35 = -t34;
  loop_6(task, FROM(7), TO(7), t24_all, t24_2_all, v_rate_all, v_embedding_all, v_embedding_next_all);
  loop_7(task, FROM(16), TO(16), t27_all, t27_2_all, v_rate_all, v_hidden_all, v_hidden_next_all);
  loop_8(task, FROM(5), TO(5), v_rate_all, t30_all, v_bias_all, v_bias_next_all);
  const float v_loss = same_nan(t35);
  if (thread == 0) *v_loss_all = v_loss;
  wait_for_all(task);
}
