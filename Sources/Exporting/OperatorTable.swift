// Generated from the operators' cases by: make operators

let operatorTable: [OperatorSupport] = [
  OperatorSupport(
    "Absolute", "1111111111111111111111",
    "Abs"),
  OperatorSupport(
    "Add", "1111111111111111111111",
    "Add"),
  OperatorSupport(
    "Affine", "1111111111111111111111",
    "Gemm"),
  OperatorSupport(
    "AveragePool", "++++++++++++++++++++++",
    "AveragePool Pad"),
  OperatorSupport(
    "BatchNormalization", "1111111111111111111111",
    "BatchNormalization"),
  OperatorSupport(
    "BinaryCrossEntropy", "++++++++++++++++++++++",
    "Abs Add Mul Neg ReduceSum Relu Softplus Sub"),
  OperatorSupport(
    "Cast", "++++++++++++++++++++++",
    "Cast Mul"),
  OperatorSupport(
    "Ceiling", "++++++++++++++++++++++",
    "Ceil Mul"),
  OperatorSupport(
    "Clamp", "1111111111111111111111",
    "Clip"),
  OperatorSupport(
    "Comparison", "--++++++++++++++++++++",
    "And Equal Floor Greater GreaterOrEqual Less LessOrEqual Not Or"),
  OperatorSupport(
    "Concatenate", "1111111111111111111111",
    "Concat"),
  OperatorSupport(
    "Convolution", "1111111111111111111111",
    "Conv"),
  OperatorSupport(
    "ConvolutionTranspose", "1111111111111111111111",
    "ConvTranspose"),
  OperatorSupport(
    "ConvolutionWeightGradient", "++++++++++++++++++++++",
    "Concat Conv Slice Transpose"),
  OperatorSupport(
    "Cosine", "1111111111111111111111",
    "Cos"),
  OperatorSupport(
    "CumulativeSum", "++++111111111111111111",
    "CumSum"),
  OperatorSupport(
    "Divide", "1111111111111111111111",
    "Div"),
  OperatorSupport(
    "ELU", "1111111111111111111111",
    "Elu"),
  OperatorSupport(
    "Einsum", "++++++++++++++++++++++",
    "Einsum Reshape Slice Transpose"),
  OperatorSupport(
    "Erf", "--11111111111111111111",
    "Erf"),
  OperatorSupport(
    "Expand", "1111111111111111111111",
    "Expand"),
  OperatorSupport(
    "Exponential", "1111111111111111111111",
    "Exp"),
  OperatorSupport(
    "ExponentialMinusOne", "++++++++++++++++++++++",
    "Add Exp Mul Tanh"),
  OperatorSupport(
    "Extremum", "1111111111111111111111",
    "ReduceMax ReduceMin"),
  OperatorSupport(
    "ExtremumIndex", "++++++++++++++++++++++",
    "ArgMax ArgMin Reshape"),
  OperatorSupport(
    "Floor", "++++++++++++++++++++++",
    "Floor Mul"),
  OperatorSupport(
    "Gate", "++++++++++++++++++++++",
    "Cast Greater Mul Sub"),
  OperatorSupport(
    "Gather", "++++111111111111111111",
    "GatherElements"),
  OperatorSupport(
    "GaussianKL", "++++++++++++++++++++++",
    "Add Exp Mul Sub"),
  OperatorSupport(
    "HardSigmoid", "1111111111111111111111",
    "HardSigmoid"),
  OperatorSupport(
    "IndexAdd", "++++++++++++++++++++++",
    "Add Cast Equal MatMul Reshape"),
  OperatorSupport(
    "IndexSelect", "1111111111111111111111",
    "Gather"),
  OperatorSupport(
    "LeakyReLU", "1111111111111111111111",
    "LeakyRelu"),
  OperatorSupport(
    "LogSoftmax", "++++++1111111111111111",
    "LogSoftmax"),
  OperatorSupport(
    "LogSumExp", "1111111111111111111111",
    "ReduceLogSumExp"),
  OperatorSupport(
    "Logarithm", "1111111111111111111111",
    "Log"),
  OperatorSupport(
    "LogarithmOfOnePlus", "++++++++++++++++++++++",
    "Add Clip Div Log Mul Sub"),
  OperatorSupport(
    "Logic", "1111111111111111111111",
    "And Or Xor"),
  OperatorSupport(
    "MapAxis", "++++++++++++++++++++++",
    "MatMul Transpose"),
  OperatorSupport(
    "MatMul", "1111111111111111111111",
    "MatMul"),
  OperatorSupport(
    "MaxPool", "---1111111111111111111",
    "MaxPool"),
  OperatorSupport(
    "Maximum", "--++++++++++++++++++++",
    "Max Mul"),
  OperatorSupport(
    "Mean", "1111111111111111111111",
    "ReduceMean"),
  OperatorSupport(
    "Minimum", "--++++++++++++++++++++",
    "Min Mul"),
  OperatorSupport(
    "Multiply", "++++++++++++++++++++++",
    "Add Mul Sub"),
  OperatorSupport(
    "Negate", "1111111111111111111111",
    "Neg"),
  OperatorSupport(
    "Not", "1111111111111111111111",
    "Not"),
  OperatorSupport(
    "OneHot", "++11111111111111111111",
    "OneHot"),
  OperatorSupport(
    "Pad", "1111111111111111111111",
    "Pad"),
  OperatorSupport(
    "Permute", "1111111111111111111111",
    "Transpose"),
  OperatorSupport(
    "Power", "++++++++++++++++++++++",
    "Add Pow"),
  OperatorSupport(
    "ProbabilityCrossEntropy", "++++++++++++++++++++++",
    "Add Clip Log Mul Neg ReduceMean ReduceSum Sub"),
  OperatorSupport(
    "Product", "1111111111111111111111",
    "ReduceProd"),
  OperatorSupport(
    "ReLU", "++++++++++++++++++++++",
    "Relu Sub"),
  OperatorSupport(
    "Reciprocal", "1111111111111111111111",
    "Reciprocal"),
  OperatorSupport(
    "Remainder", "---+++++++++++++++++++",
    "Add And Greater Less Mod Mul Or Where"),
  OperatorSupport(
    "Reshape", "1111111111111111111111",
    "Reshape"),
  OperatorSupport(
    "Resize", "++++++++++++++++++++++",
    "Gather MatMul Resize"),
  OperatorSupport(
    "Round", "++++++++++++++++++++++",
    "Add Floor Mul Round"),
  OperatorSupport(
    "ScatterAdd", "+++++++++1111111111111",
    "ScatterElements"),
  OperatorSupport(
    "Sigmoid", "1111111111111111111111",
    "Sigmoid"),
  OperatorSupport(
    "SigmoidGradient", "++++++++++++++++++++++",
    "Mul Sub"),
  OperatorSupport(
    "Sign", "++++++++++++++++++++++",
    "Round Sign"),
  OperatorSupport(
    "Sine", "1111111111111111111111",
    "Sin"),
  OperatorSupport(
    "Slice", "1111111111111111111111",
    "Slice"),
  OperatorSupport(
    "Softmax", "++++++1111111111111111",
    "Softmax"),
  OperatorSupport(
    "Softplus", "1111111111111111111111",
    "Softplus"),
  OperatorSupport(
    "SquareRoot", "1111111111111111111111",
    "Sqrt"),
  OperatorSupport(
    "Squeeze", "1111111111111111111111",
    "Squeeze"),
  OperatorSupport(
    "Step", "++++++++++++++++++++++",
    "Cast Greater"),
  OperatorSupport(
    "Subtract", "1111111111111111111111",
    "Sub"),
  OperatorSupport(
    "Sum", "1111111111111111111111",
    "ReduceSum"),
  OperatorSupport(
    "Tanh", "1111111111111111111111",
    "Tanh"),
  OperatorSupport(
    "TanhGradient", "++++++++++++++++++++++",
    "Mul Sub"),
  OperatorSupport(
    "Tile", "++++++++++++++++++++++",
    "Tile Unsqueeze"),
  OperatorSupport(
    "Triangle", "1111111111111111111111",
    "Trilu"),
  OperatorSupport(
    "Unsqueeze", "1111111111111111111111",
    "Unsqueeze"),
  OperatorSupport(
    "Where", "--++++++++++++++++++++",
    "Less Where"),
  OperatorSupport(
    "absoluteError", "++++++++++++++++++++++",
    "Abs ReduceMean ReduceSum Sub"),
  OperatorSupport(
    "adaptiveAvgPool1d", "1111111111111111111111",
    "AveragePool"),
  OperatorSupport(
    "adaptiveAvgPool2d", "++++++++++++++++++++++",
    "AveragePool MatMul"),
  OperatorSupport(
    "batchNorm", "++++++++++++++++++++++",
    "Add Div Mul ReduceSum Reshape Sqrt Sub"),
  OperatorSupport(
    "crossEntropy", "++++++++++++++++++++++",
    "Equal LogSoftmax Neg ReduceMean ReduceSum Unsqueeze Where"),
  OperatorSupport(
    "dropout", "1111111111111111111111",
    "Mul"),
  OperatorSupport(
    "embedding", "1111111111111111111111",
    "Gather"),
  OperatorSupport(
    "flattened", "1111111111111111111111",
    "Reshape"),
  OperatorSupport(
    "flipped", "++++++++++++++++++++++",
    "Slice"),
  OperatorSupport(
    "gelu", "--++++++++++++++++++++",
    "Add Erf Mul Pow Tanh"),
  OperatorSupport(
    "groupNorm", "++++++++++++++++++++++",
    "Add Div Mul ReduceMean Reshape Sqrt Sub"),
  OperatorSupport(
    "hardSwish", "++++++++++++++++++++++",
    "HardSigmoid Mul"),
  OperatorSupport(
    "huberLoss", "++++++++++++++++++++++",
    "Clip Mul ReduceMean ReduceSum Sub"),
  OperatorSupport(
    "instanceNorm", "++++++++++++++++++++++",
    "Add Div Mul ReduceMean Reshape Sqrt Sub"),
  OperatorSupport(
    "layerNorm", "++++++++++++++++++++++",
    "Add Div Mul ReduceMean Sqrt Sub"),
  OperatorSupport(
    "logSigmoid", "++++++++++++++++++++++",
    "Neg Softplus"),
  OperatorSupport(
    "maskedFill", "++11111111111111111111",
    "Where"),
  OperatorSupport(
    "mish", "++++++++++++++++++++++",
    "Mul Softplus Tanh"),
  OperatorSupport(
    "negativeLogLikelihood", "++++++++++++++++++++++",
    "Equal Neg ReduceMean ReduceSum Unsqueeze Where"),
  OperatorSupport(
    "rmsNorm", "++++++++++++++++++++++",
    "Add Div Mul ReduceMean Sqrt"),
  OperatorSupport(
    "rolled", "++++++++++++++++++++++",
    "Concat Slice"),
  OperatorSupport(
    "rsqrt", "++++++++++++++++++++++",
    "Reciprocal Sqrt"),
  OperatorSupport(
    "selu", "++++++++++++++++++++++",
    "Elu Mul"),
  OperatorSupport(
    "silu", "++++++++++++++++++++++",
    "Mul Sigmoid"),
  OperatorSupport(
    "split", "++++++++++++++++++++++",
    "Concat Mul Slice"),
  OperatorSupport(
    "square", "1111111111111111111111",
    "Mul"),
  OperatorSupport(
    "squaredError", "++++++++++++++++++++++",
    "Mul ReduceMean ReduceSum Sub"),
  OperatorSupport(
    "stacked", "++++++++++++++++++++++",
    "Concat Unsqueeze"),
  OperatorSupport(
    "subscript", "++++++++++++++++++++++",
    "Slice Squeeze Unsqueeze"),
  OperatorSupport(
    "variance", "++++++++++++++++++++++",
    "Div Mul ReduceMean ReduceSum Sub"),
]
