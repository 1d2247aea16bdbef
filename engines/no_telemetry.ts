/**
 * onnxruntime reports its use to its maker, and keeps a device id on disk, unless this is set
 * before it is loaded; no permission of Deno holds a native library back. Import this file first.
 */
Deno.env.set("ORT_DISABLE_TELEMETRY", "1");
