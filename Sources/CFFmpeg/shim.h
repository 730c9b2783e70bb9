#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>

// Swift imports plain number macros only; these are computed ones.
static const int64_t steno_no_timestamp = AV_NOPTS_VALUE;
static const int steno_error_end = AVERROR_EOF;
static const int steno_error_again = AVERROR(EAGAIN);
static const int steno_error_io = AVERROR(EIO);
static const int steno_error_invalid_argument = AVERROR(EINVAL);
static const int steno_error_not_permitted = AVERROR(EPERM);
static const int steno_error_out_of_memory = AVERROR(ENOMEM);
static const int steno_error_no_decoder = AVERROR_DECODER_NOT_FOUND;
