// Generated from the operators' cases by: make operators

let operatorTable: [OperatorSupport] = []
